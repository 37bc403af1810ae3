use std::cell::RefCell;
use std::rc::Rc;

pub struct Node {
    pub rows: Vec<u64>,
    children: RefCell<Vec<Rc<Node>>>,
    #[allow(dead_code)]
    parent: RefCell<Option<Rc<Node>>>,
}

impl Node {
    fn new(rows: usize) -> Rc<Self> {
        Rc::new(Node {
            rows: vec![5; rows],
            children: RefCell::default(),
            parent: RefCell::default(),
        })
    }
}

pub fn tree(children: usize, rows: usize) -> Rc<Node> {
    let root = Node::new(rows);
    for _ in 0..children {
        let child = Node::new(rows);
        *child.parent.borrow_mut() = Some(root.clone());
        root.children.borrow_mut().push(child);
    }
    root
}

impl Node {
    pub fn sum(&self) -> u64 {
        let below: u64 = self.children.borrow().iter().map(|child| child.sum()).sum();
        below + self.rows.iter().sum::<u64>()
    }
}
