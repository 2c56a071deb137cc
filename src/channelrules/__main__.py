"""``python -m channelrules`` is the command."""

from channelrules.faces.cli.main import main

main()
