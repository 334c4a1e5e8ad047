"""Lists as large as a school's: millions of names that nobody owns, made the same way each time."""
import shutil

import lab

CATEGORIES = {"adult": 0.40, "phishing": 0.20, "malware": 0.20, "games": 0.08, "social_networks": 0.05, "audio-video": 0.04, "warez": 0.03}  # as UT1 names its folders
USUAL = 3_000_000  # a secondary school's lists, all of them
WORDS = ["ash", "bay", "cliff", "dune", "elm", "fen", "glen", "heath", "isle", "juniper", "kelp", "loch", "moor", "nook", "oak", "pool"]
HOSTS = ["", "www.", "cdn.", "img."]  # some sites with their hosts, which the trie keeps as one


def names(category: str, count: int):
    """No two alike: the number is in the name, in words, so that the trie has real branches to keep."""
    for n in range(count):
        stem = "-".join(WORDS[n >> shift & 15] for shift in (0, 4, 8))
        yield f"{HOSTS[n % 16] if n % 16 < len(HOSTS) else ''}{stem}-{n >> 12}.{category[:4]}{n % 97}.example"


def take_in(appliance: lab.Appliance, count: int = USUAL) -> None:
    """One import of a folder of folders: the lists are put together once."""
    folder = appliance.folder / "big"
    for category, share in CATEGORIES.items():
        path = folder / category / "domains"
        path.parent.mkdir(parents=True)
        with path.open("w") as file:
            file.writelines(f"{name}\n" for name in names(category, int(count * share)))
    appliance.cli("lists", "import", str(folder))
    shutil.rmtree(folder)
