//! A tree whose children know their parent.
use std::cell::RefCell;
use std::rc::{Rc, Weak};

pub struct Node {
    pub rows: Vec<u64>,
    pub children: RefCell<Vec<Rc<Node>>>,
    pub parent: RefCell<Option<Rc<Node>>>,
    pub above: RefCell<Weak<Node>>,
}

fn node(rows: usize) -> Rc<Node> {
    Rc::new(Node {
        rows: vec![7; rows],
        children: RefCell::default(),
        parent: RefCell::default(),
        above: RefCell::default(),
    })
}

pub fn build(children: usize) -> usize {
    let root = node(1000);
    for _ in 0..children {
        let child = node(2000);
        *child.parent.borrow_mut() = Some(Rc::clone(&root));
        root.children.borrow_mut().push(child);
    }
    Rc::strong_count(&root)
}

pub fn build_well(children: usize) -> usize {
    let root = node(1000);
    for _ in 0..children {
        let child = node(2000);
        *child.above.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().push(child);
    }
    Rc::weak_count(&root) + 1
}
