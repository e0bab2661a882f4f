"""The migrations that landed, by digest: they are never rewritten (`make freeze` notes the new ones)."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LANDED = Path(__file__).with_name("migrations.txt")


def read_landed() -> dict[str, str]:
    """path → digest, as they were noted."""
    lines = LANDED.read_text(encoding="utf-8").splitlines() if LANDED.exists() else []
    return {path: digest for digest, path in (line.split() for line in lines)}


def read_migrations() -> dict[str, str]:
    """path → digest, as they are."""
    found = sorted({*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("*/*/migrations/0*.py")})
    found = [path.relative_to(ROOT) for path in found]
    ours = [path for path in found if path.parts[0] not in ("tests", "var", ".venv")]
    return {str(path): hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in ours}


if __name__ == "__main__":
    kept = read_migrations() | read_landed()
    LANDED.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(kept.items())), encoding="utf-8")
