# Keeps memory in the way that the second argument names, once between the dumps 0 and 1 and twice between 1 and 2,
# which the code of the first argument writes into the working directory.

heap, way = ARGV
require heap
require_relative "store"

$registry = []
$bounded = []
REMEMBER = Shop.remember
AFTER = []

LEAKS = {
  "constant" => ->(payload, number) { Shop::Catalog::PAGES["page #{number}"] = payload },
  "private" => ->(payload, _) { Shop::Catalog.hide(payload) },
  "class_variable" => ->(payload, _) { Shop::Catalog.shelve(payload) },
  "class_instance_variable" => ->(payload, _) { Shop::Catalog.line_up(payload) },
  "singleton" => ->(payload, _) { Shop::Requests.instance.calls[:all] << payload },
  "struct" => ->(payload, _) { Shop::Catalog::ROOT.payloads << payload },
  "global" => ->(payload, _) { $registry << payload },
  "thread_local" => ->(payload, _) { (Thread.current[:payloads] ||= []) << payload },
  "thread_variable" => lambda do |payload, number|
    Thread.current.thread_variable_set(:payloads, {}) if number.zero?
    Thread.current.thread_variable_get(:payloads)[number] = payload
  end,
  "closure" => ->(payload, _) { REMEMBER.call(payload) },
  "method" => ->(payload, _) { Shop::Hooked.new.see(payload) },
  "blocks" => ->(payload, _) { AFTER << -> { payload.numbers } },
  "list" => lambda do |payload, _|
    last = Shop::LIST
    last = last.next_one while last.next_one
    last.next_one = Shop::Linked.new
    last.next_one.payload = payload
  end,
  "bounded" => ->(payload, number) { Shop::Catalog.recall(number, payload) },
  "replaced" => ->(payload, _) { $bounded[0] = payload },
}.freeze

if way == "moved"
  LEAKS_NOW = ->(_, number) { GC.compact if number == 2 }
else
  LEAKS_NOW = LEAKS.fetch(way)
end

# In a frame of its own, so that nothing is left on the stack.
def repeat(number)
  LEAKS_NOW.call(Shop::Payload.new(number), number)
  nil
end

dumps = OomscopeHeap.wanted
4.times do |number|
  repeat(number)
  dumps.over(number + 1)
end
