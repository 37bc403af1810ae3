"""What pytest loads by `-p`: the hooks of oomscope_hooks.py. PYTEST_DONT_REWRITE

It is a file of its own because pytest compiles every plugin it is given by name anew where it may not
write byte code, which would cost each batch 15 ms. The hooks are an ordinary import instead, whose byte
code may always be kept: the folder is oomscope's own cache.
"""

import sys

_asked = sys.dont_write_bytecode
sys.dont_write_bytecode = False
try:
    from oomscope_hooks import *  # noqa: F401,F403
finally:
    sys.dont_write_bytecode = _asked
