//! What memory hangs on in a program of JavaScript.

use crate::heap::names::Place;

/// What the memory hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A variable that outlives the function it is in.
    Variable {
        /// Its name.
        name: String,
        /// The function whose variable it is, if that has a name; none for a module's.
        function: Option<String>,
        /// The first function that uses it.
        used_at: Option<Place>,
    },
    /// A variable whose name the runtime does not tell.
    Unnamed {
        /// The class of what is in it.
        class: String,
        /// The names that it may have; none where nothing is known of them.
        names: Vec<String>,
        /// The first function that uses it.
        used_at: Option<Place>,
    },
    /// A variable that a module exports.
    Export {
        /// Its name.
        name: String,
        /// The module.
        script: Option<String>,
    },
    /// All that a module of CommonJS exports, where it is no property of that.
    Exports {
        /// The module.
        script: String,
    },
    /// What a module has loaded: Node notes it in its `children`, once for each time.
    Children {
        /// The module's file.
        file: String,
    },
    /// A property of the global object.
    Global {
        /// Its name.
        name: String,
    },
    /// A property of a module of the runtime, `fs.close`.
    CoreModule {
        /// The module.
        module: String,
        /// The property.
        property: String,
    },
    /// The listeners of an event.
    Listeners {
        /// How one is added.
        added: Added,
        /// Whose: `process`, or the constructor of an emitter.
        emitter: String,
        /// The event, if it is known.
        event: Option<String>,
        /// What holds the emitter, and the properties behind that; none for `process` and channels.
        held_by: Option<Box<(Holder, Vec<String>)>>,
    },
    /// A timer that was not cleared.
    Timer,
    /// What the runtime holds while it is open.
    Handle {
        /// Its class: `Server`, `FSWatcher`.
        class: String,
    },
    /// What a mock remembers of its calls.
    MockCalls {
        /// What the project has the mock in, and the properties behind that, where it is known.
        held_by: Option<Box<(Holder, Vec<String>)>>,
    },
    /// A property of some object, where nothing nearer to the root has a name.
    Property {
        /// The object's constructor.
        owner: String,
        /// The property.
        name: String,
    },
    /// The runtime itself, by the name of its root.
    Runtime {
        /// That name.
        root: String,
    },
}

/// How listeners are added to what has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// `emitter.on(event, …)`.
    On,
    /// `target.addEventListener(event, …)`.
    AddEventListener,
    /// `diagnostics_channel.subscribe(event, …)`.
    Subscribe,
}

/// A holder with what is known around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What the memory hangs on.
    pub holder: Holder,
    /// Properties between that and the object that grows.
    pub members: Vec<String>,
    /// The first function on the way into what is new, or else the class of the first object of one.
    pub made_at: Option<Place>,
    /// Whether a whole environment is kept: a global object with all its builtins, as a test file has.
    pub keeps_environment: bool,
}
