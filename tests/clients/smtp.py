"""A mail server (aiosmtpd) that keeps what it takes: one line of JSON for each mail, in the file that is named. It takes nothing
for good for `nobody@…`, and nothing at first for `later@…`. Prints its port once it listens; ends when its input does."""
import json
import sys
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Kept:
    def __init__(self, path):
        self.path = path
        self.asked = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split('@')[0]
        if name == 'nobody':
            return f'550 there is no {address}'
        if name == 'later' and address not in self.asked:
            self.asked.add(address)
            return f'451 {address} is busy'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        told = {
            'to': envelope.rcpt_tos,
            'from': str(mail['From']),
            'subject': str(mail['Subject']),
            'id': str(mail['Message-ID']),
            'auto': str(mail['Auto-Submitted']),
            'unsubscribe': f"{mail['List-Unsubscribe']} {mail['List-Unsubscribe-Post']}",
            'text': mail.get_content(),
        }
        with open(self.path, 'a', encoding='utf-8') as file:
            file.write(json.dumps(told) + '\n')
        return '250 OK'


controller = Controller(Kept(sys.argv[1]), hostname='127.0.0.1', port=int(sys.argv[2]))
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
controller.stop()
