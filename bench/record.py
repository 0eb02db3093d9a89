"""Makes a script for pgbench of what the server sends for an operation: the same statements, roles and settings, what was bound
bound again, and each transaction one pipeline."""

import datetime
import re
import struct
import uuid

from wire import Sent

NAMES = {16: "boolean", 17: "bytea", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 1082: "date",
         1184: "timestamptz", 2950: "uuid", 3802: "jsonb", 1043: "text"}
ARRAYS = {1000: 16, 1007: 23, 1009: 25, 1016: 20, 1182: 1082, 1185: 1184, 2951: 2950, 3807: 3802, 1015: 25}
EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)


def text(kind: int, value: bytes) -> str:
    """A value of PostgreSQL's binary form as text."""
    if kind in ARRAYS:
        return "{" + ",".join(_element(ARRAYS[kind], each) for each in _elements(value)) + "}"
    match NAMES[kind]:
        case "boolean":
            return "t" if value[0] else "f"
        case "bytea":
            return "\\x" + value.hex()
        case "bigint" | "integer" | "smallint":
            return str(int.from_bytes(value, "big", signed=True))
        case "date":
            return (EPOCH + datetime.timedelta(days=struct.unpack("!i", value)[0])).date().isoformat()
        case "timestamptz":
            return (EPOCH + datetime.timedelta(microseconds=struct.unpack("!q", value)[0])).isoformat()
        case "uuid":
            return str(uuid.UUID(bytes=value))
        case "jsonb":
            return value[1:].decode()
        case _:
            return value.decode()


def _elements(value: bytes) -> list[bytes | None]:
    dimensions, _, _ = struct.unpack_from("!iiI", value)
    if dimensions == 0:
        return []
    (count,) = struct.unpack_from("!i", value, 12)
    place, found = 20, []
    for _ in range(count):
        (length,) = struct.unpack_from("!i", value, place)
        place += 4
        found.append(None if length < 0 else value[place : place + length])
        place += max(length, 0)
    return found


def _element(kind: int, value: bytes | None) -> str:
    if value is None:
        return "NULL"
    return '"' + text(kind, value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typed(kind: int) -> str:
    """The name of a type."""
    return NAMES[ARRAYS[kind]] + "[]" if kind in ARRAYS else NAMES[kind]


def script(sent: list[Sent], replaced: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The script, and what its variables are. `replaced` says what stands for a value instead of a variable."""
    lines, variables, numbers = [], {}, {}
    for statement in sent:
        if statement.is_text:
            lines += [part.strip() + ";" for part in statement.sql.split(";")]
            continue
        sql = statement.sql
        for place in range(len(statement.types), 0, -1):
            kind, value = statement.types[place - 1], statement.values[place - 1]
            shown = None if value is None else text(kind, value)
            within = [each for each in replaced if shown and kind in ARRAYS and f'"{each}"' in shown]
            if shown is None:
                stands = f"NULL::{typed(kind)}"
            elif shown == "":
                # pgbench takes no empty variable.
                stands = f"''::{typed(kind)}"
            elif shown in replaced:
                stands = f"({replaced[shown]})::{typed(kind)}"
            else:
                name = numbers.setdefault(shown, f"v{len(numbers) + 1}")
                variables[name] = shown
                stands = f":{name}"
                for each in within:
                    stands = f"replace({stands}, '{each}', ({replaced[each]})::text)"
                stands += f"::{typed(kind)}"
            sql = re.sub(rf"\${place}(?!\d)", lambda _: stands, sql)
        lines.append(sql.replace("\n", " ") + ";")
    text_of_all = ""
    for line in lines:
        begins, ends = line.startswith("BEGIN"), line == "COMMIT;"
        text_of_all += ("\\startpipeline\n" if begins else "") + line + "\n" + ("\\endpipeline\n" if ends else "")
    return text_of_all, variables


def by_hand(recorded: str, tenant: str) -> str:
    """The same without policies: as a role they don't bind, with what they would have said written into the statements."""
    own, cleared = f"tenant_id = '{tenant}'", "secrecy = ANY ('{OPEN,CONFIDENTIAL}')"
    said = {"requests": f"{own} AND {cleared}", "activities": f"{own} AND {cleared}", "participants": own,
            "members": own, "tenant_service_overrides": own}
    for table, predicate in said.items():
        # Behind FROM or JOIN, in brackets or not, as diesel quotes it or as we write it.
        named = rf'((?:FROM|JOIN) \(*)"?{table}"?(?=[ );])(?! AS)'
        recorded = re.sub(named, rf'\1(SELECT * FROM "{table}" WHERE {predicate}) AS "{table}"', recorded)
    return recorded.replace("SET LOCAL ROLE centrum_tenant", "SET LOCAL ROLE centrum_maintenance")
