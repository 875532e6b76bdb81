"""`benkoll schema`: the input as JSON Schema."""

import json

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.errors import DONE
from benkoll.facts.patient import json_schema


def run(call: Call, console: Console) -> int:
    """Print the schema of one patient."""
    console.show([json.dumps(json_schema(), ensure_ascii=False, indent=1)])
    return DONE
