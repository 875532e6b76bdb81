"""One service: pages for clinicians and coordinators, interfaces for systems. A page calls one function and renders."""
