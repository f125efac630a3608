"""The playground: one page on which anybody of the world can be played.

The page is plain HTML, CSS and JavaScript modules in `page/`, served as they are.
"""

from sandbox.playground.routes import Backstage, Playground

__all__ = ["Backstage", "Playground"]
