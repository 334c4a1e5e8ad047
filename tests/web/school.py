"""A realistic school for the pages: groups with parents and addresses, schedules, devices, people, rules, unblocks, and a
log that has seen some months of work. What is set up goes through the console's API, as a network manager would; what is
asked for and agreed to, through the accounts of those who do."""
import datetime

YEARS = ["Year 7", "Year 8", "Year 9", "Year 10", "Year 11"]
OTHERS = ["Sixth form", "Library", "Art room", "Computer room 1", "Computer room 2", "Guests", "Exam room"]
FIRST_PASSWORD = "three geese on the roof"
PASSWORD = "four geese on the roof"
TOPICS = [("Probability", "casino.example"), ("Media studies", "video.example"), ("Prohibition", "whisky.example"),
          ("Propaganda", "forum.example"), ("Cryptography", "wallet.example"), ("Advertising", "shop.example")]


def utc(**ahead) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")


def ident(name: str) -> str:
    return name.lower().replace(" ", "-")


def groups(call) -> None:
    for n, name in enumerate(YEARS + OTHERS):
        call("PUT", f"/groups/{ident(name)}", {
            "name": name, "parent": "pupils" if n < 10 else None, "addresses": [f"10.{20 + n}.0.0/16", f"2001:db8:{20 + n}::/48"],
            "reason": f"September: {name} on its own network"})
    call("PUT", "/groups/staff", {"addresses": ["10.10.0.0/16"], "reason": "The staff's network"})
    call("PUT", "/groups/pupils", {"addresses": ["10.0.0.0/9", "127.0.0.0/8"], "reason": "Every network that is not staff's"})


def times(call) -> None:
    call("PUT", "/calendar", {
        "terms": [{"name": "Autumn", "first": "2026-09-03", "last": "2026-12-18"}, {"name": "Spring", "first": "2027-01-05", "last": "2027-03-25"}],
        "breaks": [{"name": "Half-term", "first": "2026-10-26", "last": "2026-10-30"}],
        "inset": [{"name": "INSET", "first": "2026-09-03"}],
        "periods": [{"id": "lunch", "days": ["mon", "tue", "wed", "thu"], "from": "12:30", "to": "13:20"},
                    {"id": "lunch", "days": ["fri"], "from": "12:00", "to": "12:50"}, {"id": "period-1", "from": "08:50", "to": "09:50"}],
        "reason": "The governors' calendar for 2026-27"})
    everyday = ["mon", "tue", "wed", "thu", "fri"]
    call("PUT", "/schedules/lunch", {"name": "Lunch", "windows": [{"days": everyday, "season": "term", "period": "lunch"}], "reason": "Bell times"})
    call("PUT", "/schedules/after-school", {"name": "After school", "windows": [{"days": everyday, "season": "term", "from": "15:20", "to": "17:00"},
                                                                              {"days": ["sat"], "from": "09:00", "to": "12:00"}], "reason": "Clubs"})
    call("PUT", "/groups/sixth-form", {"timed_categories": [{"id": "social", "during": "allowed", "schedule": "lunch"}],
                                      "timed_services": [{"id": "instagram", "during": "allowed", "schedule": "after-school"}],
                                      "reason": "Sixth form council, agreed by leadership"})


def devices(call, count: int = 120) -> None:
    rooms = ["Library iPad", "Art iMac", "Science laptop", "Trolley A Chromebook", "Trolley B Chromebook", "Office PC"]
    for n in range(count):
        name = f"{rooms[n % len(rooms)]} {n // len(rooms) + 1}"
        call("PUT", f"/devices/{ident(name)}", {"name": name, "group": "staff" if n % 6 == 5 else ident((YEARS + OTHERS)[n % 9]),
                                               "macs": [f"3c:22:fb:00:{n // 256:02x}:{n % 256:02x}"], "addresses": [f"10.20.{n // 200}.{n % 200 + 1}"],
                                               "reason": "Inventory"})
    call("POST", "/quarantines", {"known": "library-ipad-3", "suspension": True, "until": utc(days=2), "reason": "Lost; seen on the bus"})


PEOPLE = [("a.shah", "Anita Shah", "network_manager"), ("b.cole", "Ben Cole", "network_manager"), ("s.lead", "Susan Lead", "safeguarding_lead"),
                             ("h.head", "Howard Head", "leadership"), ("t.jones", "Tom Jones", "teacher"), ("g.field", "Grace Field", "governor")]


def people(call) -> None:
    for user, name, role in PEOPLE:
        call("POST", "/people", {"user": user, "name": name, "role": role, "password": FIRST_PASSWORD, "reason": "Begins in September"})


def day_to_day(call) -> None:
    for n in range(40):
        call("POST", "/rules", {"action": "allow" if n % 3 else "block", "name": f"site{n}.example", "groups": [ident(YEARS[n % 5])],
                                "reason": f"Asked for by {YEARS[n % 5]}'s tutors"})
    call("PUT", "/local-records/printer", {"name": "printer.school.internal", "type": "A", "value": "10.1.0.20", "reason": "New printer"})
    call("PUT", "/local-records/moodle", {"name": "moodle.school.internal", "type": "CNAME", "value": "server.school.internal", "reason": "Virtual learning"})
    call("PUT", "/forward-zones/ad", {"zone": "ad.school.internal", "servers": ["10.1.0.2", "10.1.0.3"], "reason": "Active Directory"})


LIBRARY = [("Suffragettes", "Votes for women, 1866 to 1928", ["suffrage.example", "posters.example"], "Years 8 and up; the posters show force-feeding"),
           ("Drugs education", "What the law says, and where help is", ["talk-about-it.example"], "With the nurse's lesson plan"),
           ("Racism in history", "Empire, slavery and their abolition", ["abolition.example", "archive-1807.example"], "Warn of the language of the time")]


def library(call) -> None:
    for name, description, names, notes in LIBRARY:
        call("PUT", f"/topics/{ident(name)}", {"name": name, "description": description, "names": names, "notes": notes,
                                              "review_by": utc(days=200), "reason": "The curriculum for this year"})


def requests(call) -> None:
    """What a teacher has asked for: one that waits, one that is nearly approved, one that was refused."""
    def ask(names: list[str], group: str, reason: str, **more) -> str:
        return call("POST", "/requests", {"names": names, "groups": [group], "until": utc(days=3), "requested_by": "t.jones", "reason": reason, **more})["id"]
    ask(["museum.example", "museum-pictures.example"], "year-9", "Year 9 history: what the Romans ate", topic="Roman food", likelihood=2, impact=1)
    signed = ask(["theatre.example"], "year-8", "Macbeth, filmed; two lessons")
    call("POST", f"/requests/{signed}/sign", {"version": 1, "likelihood": 1, "impact": 2})
    refused = ask(["arcade.example"], "year-7", "A reward on Friday")
    call("POST", f"/requests/{refused}/reject", {"reason": "Not for lessons; ask the pastoral team about the games club"})


def rescue(call) -> None:
    call("POST", "/people", {"user": "e.reed", "name": "Evan Reed", "role": "teacher", "password": FIRST_PASSWORD, "reason": "Begins in September"})
    call("POST", "/people/e.reed/rescue", {"reason": "Lost the phone on a school trip"})


def choose_passwords(appliance) -> None:
    """Everybody's first visit: a password of their own."""
    for user, _, _ in PEOPLE:
        appliance.sign_in(user, FIRST_PASSWORD)
        appliance.api("POST", f"/people/{user}/password", {"current_password": FIRST_PASSWORD, "password": PASSWORD})
    appliance.session = None


def lessons(appliance) -> None:
    """What a teacher asked for, the safeguarding lead and a network manager agreed to, and is open or was."""
    def as_(user: str):
        appliance.sign_in(user, PASSWORD)
        return appliance.api
    call = as_("t.jones")
    made = [call("POST", "/requests", {"names": [name], "topic": topic, "groups": [ident(YEARS[n % 5])], "likelihood": 2, "impact": 1,
                                       "until": utc(hours=1 + 5 * n) if n < 4 else utc(days=n),
                                       **({"starts": utc(hours=20)} if n == 4 else {}), "reason": f"{topic}, {YEARS[n % 5]}"})
            for n, (topic, name) in enumerate(TOPICS)]
    for user in ("s.lead", "b.cole"):
        call = as_(user)
        for request in made:
            call("POST", f"/requests/{request['id']}/sign", {"version": 1})
    moved = next(each for each in call("GET", "/unblocks")["unblocks"] if each["names"] == [TOPICS[5][1]])
    call("DELETE", f"/unblocks/{moved['id']}", {"reason": "The lesson moved to next week"})
    appliance.session = None


def build(call) -> None:
    call("PUT", "/settings", {"school": "Ashford Road Academy", "recent_blocks": "with_client", "reason": "First start"})
    groups(call)
    times(call)
    devices(call)
    day_to_day(call)
    library(call)
    people(call)
    rescue(call)
    requests(call)
