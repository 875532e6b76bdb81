"""QFracture-2012: LGPL-3.0-or-later, unlike the rest; see README.md of this folder."""
