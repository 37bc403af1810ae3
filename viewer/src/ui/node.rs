//! Nodes that are made once and never change: most of a page. A view of Leptos keeps what it needs to
//! change every part of it later, and each shape of one brings its own machine code; these do not.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{Element, Event, HtmlElement};

/// An element under construction. Text is always text; nothing here becomes markup.
pub struct Node(SendWrapper<Element>);

/// Begins an element.
pub fn el(tag: &str, class: &str) -> Node {
    let element = document()
        .create_element(tag)
        .expect_throw("a tag of the program's own is a tag");
    if !class.is_empty() {
        element.set_class_name(class);
    }
    if matches!(tag, "code" | "pre" | "kbd") || class.contains("mono") || class.starts_with("test-")
    {
        // Names and code: a browser that translates the page leaves them alone.
        let _ = element.set_attribute("translate", "no");
    }
    Node(SendWrapper::new(element))
}

/// Begins an element of a drawing.
pub fn drawn(tag: &str) -> Node {
    let element = document()
        .create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
        .expect_throw("a tag of the program's own is a tag");
    Node(SendWrapper::new(element))
}

/// An element with nothing but text.
pub fn text_el(tag: &str, class: &str, text: &str) -> Node {
    el(tag, class).text(text)
}

/// An element with one of oomscope's sentences, in which names stand between backticks.
pub fn prose(tag: &str, class: &str, text: &str) -> Node {
    let mut node = el(tag, class);
    let mut parts = text.split('`').peekable();
    let mut is_name = false;
    while let Some(part) = parts.next() {
        node = match (is_name, parts.peek()) {
            (true, Some(_)) => node.with(text_el("code", "", part)),
            // Without its partner a backtick is a character like any other.
            (true, None) => node.text("`").text(part),
            (false, _) => node.text(part),
        };
        is_name = !is_name;
    }
    node
}

impl Node {
    /// Adds text.
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets a property of its own style, which the policy of the page allows, unlike a style in markup.
    pub fn style(self, name: &str, value: &str) -> Self {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.style().set_property(name, value);
        }
        self
    }

    /// Names it for tests.
    pub fn id(self, test_id: &str) -> Self {
        self.attr("data-testid", test_id)
    }

    /// Adds a child.
    pub fn with(self, child: Self) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Adds children.
    pub fn all(self, children: Vec<Self>) -> Self {
        for child in children {
            let _ = self.0.append_child(&child.0);
        }
        self
    }

    /// Does something when something happens to it.
    pub fn on(self, event: &str, act: Box<dyn FnMut(Event)>) -> Self {
        // The browser frees it together with the element.
        let act = Closure::wrap(act).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, act.unchecked_ref());
        self
    }

    /// Does something when it is clicked.
    pub fn click(self, act: impl Fn() + 'static) -> Self {
        self.on("click", Box::new(move |_| act()))
    }

    /// Changes it with the state that this reads, until the part of the page that it stands in is made anew.
    pub fn follow(self, change: impl Fn(&Element) + 'static) -> Self {
        self.followed(Box::new(change))
    }

    fn followed(self, change: Box<dyn Fn(&Element)>) -> Self {
        let element = self.element();
        Effect::new(move |_| change(&element));
        self
    }

    /// An attribute that follows the state.
    pub fn attr_of(self, name: &'static str, read: impl Fn() -> String + 'static) -> Self {
        self.follow(move |element| {
            let _ = element.set_attribute(name, &read());
        })
    }

    /// The element itself.
    pub fn element(&self) -> Element {
        self.0.clone().take()
    }

    /// A part of a view of Leptos.
    pub fn view(self) -> AnyView {
        self.into_any()
    }
}

/// What Leptos keeps of it.
pub struct Built(Element);

impl Mountable for Built {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&web_sys::Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.clone()]
    }
}

impl Render for Node {
    type State = Built;

    fn build(self) -> Self::State {
        Built(self.0.take())
    }

    fn rebuild(self, state: &mut Self::State) {
        let mut fresh = self.build();
        state.insert_before_this(&mut fresh);
        state.unmount();
        *state = fresh;
    }
}

impl AddAnyAttr for Node {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

/// Only the browser makes nodes; the rest of this trait is for servers and is never called.
impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _buffer: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
