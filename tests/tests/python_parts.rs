//! Parts of what runs inside of Python, each by itself: what the hunt's passes as a whole prove only roughly.

use anyhow::ensure;
use oomscope_tests::Result;
use oomscope_tests::places;
use oomscope_tests::runner::Call;

/// A session of pytest as far as ways begin there, and the ways of things by their addresses.
const GIVEN: &str = r#"
import gc, sys, types
from oomscope_objects import address

class Session:
    items = []

def module(name, **has):
    made = types.ModuleType(name)
    vars(made).update(has)
    sys.modules[name] = made
    return made

def ways_to(*wanted, new=(), hidden=()):
    from oomscope_ways import Ways
    return Ways(Session(), [], set(map(address, hidden)), set(map(address, wanted)), dict.fromkeys(map(address, new)))
"#;

/// No module leads to the variables of the code.
const APART: &str = "exec(sys.argv[1], dict(globals()))";

/// Runs code beside the modules of ours, which fails where it says something else than it should.
fn holds(code: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let ours = places::workspace().join("runner/src/driver/python/plugin");
    let ended = Call::new(folder.path(), &places::python())
        .args(["-B", "-c", &format!("{GIVEN}{APART}"), code])
        .env("PYTHONPATH", ours)
        .run()?;
    ensure!(ended.code() == Some(0), "{}{}", ended.stdout, ended.stderr);
    Ok(())
}

#[test]
fn the_shortest_way_is_told_and_of_two_the_one_that_is_come_by_first() -> Result<()> {
    holds(
        r#"
wanted = {"a": [1]}
deep = [[wanted]]
near, other = [wanted], [wanted]
shop = module("shop", deep=deep, near=near, other=other)
ways = ways_to(wanted, wanted["a"], deep)
assert [address(one) for one in ways.chain(address(wanted))] == [address(vars(shop)), address(near), address(wanted)]
assert [address(one) for one in ways.chain(address(wanted["a"]))] == [address(vars(shop)), address(near), address(wanted), address(wanted["a"])]
assert ways.labels[address(ways.chain(address(wanted))[0])][:2] == ("module", "shop")
assert ways.rank(address(deep)) < ways.rank(address(wanted)) < ways.rank(address(wanted["a"]))
"#,
    )
}

#[test]
fn a_way_leads_through_what_is_new_only_where_there_is_no_other() -> Result<()> {
    holds(
        r#"
wanted = [2]
new = [wanted]
old = [[wanted]]
shop = module("shop", new=new, old=old)
assert [address(one) for one in ways_to(wanted, new=[new]).chain(address(wanted))][1:] == [address(old), address(old[0]), address(wanted)]
del shop.old[:]
assert [address(one) for one in ways_to(wanted, new=[new]).chain(address(wanted))][1:] == [address(new), address(wanted)]
"#,
    )
}

#[test]
fn what_is_hidden_or_no_module_leads_to_has_no_way() -> Result<()> {
    holds(
        r#"
wanted, loose, raw = [3], [4], bytearray(5)
behind = [wanted]
shop = module("shop", behind=behind, raw=raw)
ways = ways_to(wanted, loose, raw, hidden=[behind])
assert ways.chain(address(wanted)) == [] and ways.chain(address(loose)) == []
assert ways.rank(address(loose)) > ways.rank(address(raw))
# The collector does not track it, and still it is what was looked for.
assert ways.chain(address(raw)) == [vars(shop), raw]
"#,
    )
}

#[test]
fn frames_of_ours_are_on_no_way() -> Result<()> {
    holds(
        r#"
import oomscope_ways

# The frame of a call that is over, as a traceback has it: since Python 3.11 one that still runs refers to nothing.
CALL = "import sys\ndef call(thing):\n  return sys._getframe()\n"
shop = module("shop")

def way_by(file):
    scope = {}
    exec(compile(CALL, file, "exec"), scope)
    shop.frame = scope["call"]([6])
    thing = shop.frame.f_locals["thing"]
    return [type(one) for one in ways_to(thing).chain(address(thing))]

assert types.FrameType in way_by("shop.py"), way_by("shop.py")
assert types.FrameType not in way_by(oomscope_ways.__file__), way_by(oomscope_ways.__file__)
"#,
    )
}

#[test]
fn room_that_tracing_leaves_is_no_growth() -> Result<()> {
    holds(
        r#"
from oomscope_gauge import without_room

MIB = 1 << 20
traced = {"heap": MIB, "python": 7 * MIB, "anon": 33 * MIB, "unmanaged": 0, "free": 22 * MIB}
assert without_room(traced) == dict(traced, anon=8 * MIB)
mapped = dict(traced, unmanaged=64 * MIB, anon=70 * MIB)
assert without_room(mapped)["anon"] == 70 * MIB
assert without_room(dict(traced, heap=-9 * MIB))["anon"] == 0
assert without_room(dict(traced, anon=-MIB))["anon"] == -MIB
"#,
    )
}

#[test]
fn only_what_can_change_refers_to_what_is_newer() -> Result<()> {
    holds(
        r#"
from oomscope_objects import UNCHANGING, referring

class Slotted:
    __slots__ = ("a",)

def of_default(a=None):
    pass

new = [7]
slotted, cell = Slotted(), types.CellType(None)
olds = [{}, [], set(), slotted, cell, of_default]
assert not any(type(old) in UNCHANGING for old in olds)
slotted.a, cell.cell_contents, of_default.__kwdefaults__ = new, new, {"a": new}
assert [one for one, _ in referring([slotted, cell], {address(new)})] == [slotted, cell]
"#,
    )
}
