"""DXA and VFA readings as they were made: who, when, points, grade, approved."""
