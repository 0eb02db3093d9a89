"""Makes up a list of 700 associations to onboard, with 6,250 memberships, out of the register's real files.

    onboarding.py FOLDER_OF_THE_REGISTER FOLDER_FOR_THE_LISTS

Who belongs to which association is invented: no public list tells it of all. Associations whose members are known are left
out, and so are those that have ended.
"""

import csv
import sys
from pathlib import Path

TENANTS, MEMBERS = 700, 6_250


def read(path: Path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(path: Path, header: list[str], rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def main(register: Path, out: Path):
    known = {row["dso_ico"] for row in read(register / "dso_members_found.csv")}
    icos = [
        row["ico"]
        for row in read(register / "dso_monitor_2019.csv")
        if row["ico"] not in known and row["platnost_do"] == "9999-12-31"
    ]
    codes = [row["kod_obce"] for row in read(register / "municipalities.csv") if row["status_kod"] != "1"]
    if len(icos) < TENANTS or len(codes) < MEMBERS:
        raise SystemExit(f"the register has {len(icos)} associations and {len(codes)} municipalities: too few")
    icos = icos[:TENANTS]
    members = [(icos[n * TENANTS // MEMBERS], code) for n, code in enumerate(codes[:MEMBERS])]
    write(out / "members.csv", ["dso_ico", "kod_obce"], members)
    rows = [(ico, f"svazek-{ico}", f"spravce@{ico}.invalid", f"Správce {ico}") for ico in icos]
    write(out / "tenants.csv", ["ico", "slug", "spravce_email", "spravce_jmeno"], rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
