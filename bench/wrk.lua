-- wrk's side of an operation: bodies of a file, one a line, each connection beginning at its own and going round; and a line
-- of figures at the end. Where each connection has bodies of its own, wrk is started with a thread for each. Answers aren't
-- looked into, which costs wrk more than asking: whoever starts it sees to that. But where a body speaks of the case OPENED,
-- which the answer before told, its id is taken from there.
local all = {}

function setup(thread)
  thread:set("number", #all)
  thread:set("is_first", #all == 0)
  all[#all + 1] = thread
end

function init(args)
  bodies = {}
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = line
    if line:find("OPENED", 1, true) then response = look end
  end
  -- A connection's own part of the bodies, so that no two write the same row.
  local part = math.floor(#bodies / tonumber(args[2]))
  if part < 1 then part = #bodies; number = 0 end
  -- wrk asks its first thread for a request that it doesn't send, to look at it.
  first, last, turn = number * part + 1, (number + 1) * part, is_first and -1 or 0
  headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. args[3] }
end

local opened = ""

function look(_, _, body)
  opened = body:match('"id":"(request_%w+)"') or opened
end

function request()
  local body = bodies[first + turn % (last - first + 1)]:gsub("OPENED", opened)
  turn = turn + 1
  return wrk.format("POST", "/graphql", headers, body)
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout +
    summary.errors.status
  io.write(string.format('measured: {"done": %d, "seconds": %f, "p50": %f, "p95": %f, "failed": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000, failed))
end
