# Dumps of the heap for the hunt: `0.heap`, `1.heap`, … in the folder OOMSCOPE_HEAPS, after as many tests as
# OOMSCOPE_HEAPS_AT says (`3,6,12`). diagnosis/src/heap/ruby.rs reads them. Before what Ruby dumps stand lines of
# our own with the names that lead from one object to another, which Ruby leaves out:
#
#   {"type":"OOMSCOPE","compactions":0}
#   {"type":"NAMES","address":"0x…","names":[["@calls","0x…"],…],"at":["file.rb",3]}
#
# Without an address they are what hangs on nothing, with `at` they are the variables of a block.
#
# From OOMSCOPE_MARKS_FROM tests on it is noted after each how many collections there have been, in `marks.json`: an
# object knows after which one it was made, and so which test left it.

require "json"
begin
  require "objspace"
rescue LoadError
  # Of other Rubies than CRuby some have none: then there are no dumps.
end

class OomscopeHeap
  # So many names at most: all of a large application are fewer.
  MOST_NAMES = 2_000_000
  # With more objects a dump has more than a gigabyte, and takes longer than a hunt has time for.
  MOST_OBJECTS = 4_000_000
  # To ask for its name opens the first file of ARGV, and takes it out of there.
  ASKING = [:$FILENAME].freeze
  # Objects may have methods of their own by these names.
  TO_S = Kernel.instance_method(:to_s)
  CLASS = Kernel.instance_method(:class)
  INSTANCE_VARIABLES = Kernel.instance_method(:instance_variables)
  INSTANCE_VARIABLE_GET = Kernel.instance_method(:instance_variable_get)
  CONSTANTS = Module.instance_method(:constants)
  CONST_GET = Module.instance_method(:const_get)
  AUTOLOAD = Module.instance_method(:autoload?)
  CLASS_VARIABLES = Module.instance_method(:class_variables)
  CLASS_VARIABLE_GET = Module.instance_method(:class_variable_get)
  IS_SINGLETON = Module.instance_method(:singleton_class?)
  MEMBERS = Struct.instance_method(:members)
  VALUES = Struct.instance_method(:to_a)
  BLOCK_AT = Proc.instance_method(:source_location)
  BLOCK_BINDING = Proc.instance_method(:binding)

  def self.wanted
    folder = ENV["OOMSCOPE_HEAPS"]
    at = ENV["OOMSCOPE_HEAPS_AT"].to_s.split(",").map(&:to_i)
    new(folder, at, ENV["OOMSCOPE_MARKS_FROM"]&.to_i) if folder && !at.empty?
  end

  def initialize(folder, at, marks_from)
    @folder = folder
    @at = at.sort
    @dumps = 0
    @marks_from = marks_from
    @marks = []
    @is_tracing = false
  end

  # So many tests are over, and the objects of the last one are gone and collected. Returns whether that took memory.
  def over(tests)
    before = @at.size
    mark(tests) if @marks_from && !@at.empty?
    until @at.empty? || @at.first > tests
      @at.shift
      dump
    end
    @at.size < before
  end

  # What knows the line of each object, once that is noted: its size doubles now and then, and no test took that.
  attr_reader :tracer

  private

  # Tests of a group that end together have the same mark.
  def mark(tests)
    return if tests < @marks_from
    trace
    @marks << GC.count while @marks.size <= tests - @marks_from
  end

  def dump
    return @at = [] if GC.stat[:heap_live_slots] > MOST_OBJECTS
    trace
    File.write(File.join(@folder, "marks.json"), JSON.generate(@marks)) unless @marks.empty?
    path = File.join(@folder, "#{@dumps}.heap")
    File.open("#{path}.part", "wb") do |out|
      @out = out
      @names = 0
      tell(type: "OOMSCOPE", compactions: GC.stat[:compact_count] || 0)
      quietly { names }
      out.flush
      # What was needed for the names is garbage by now.
      2.times { GC.start }
      ObjectSpace.dump_all(output: out)
    end
    # What has this name is whole.
    File.rename("#{path}.part", path)
    @dumps += 1
  rescue StandardError, NoMemoryError
    @at = []
  ensure
    @out = nil
  end

  # From now on each object knows its line. Addresses are to stay what they are.
  def trace
    return if @is_tracing
    @is_tracing = true
    begin
      GC.auto_compact = false if GC.respond_to?(:auto_compact=)
    rescue NotImplementedError
      nil
    end
    ObjectSpace.trace_object_allocations_start
    @tracer = find_tracer
  end

  # Ruby's table of lines is an object without a class of its own, and nothing but this one is as large.
  def find_tracer
    traced = Array.new(2000) { |number| number.to_s }
    plain = ObjectSpace.each_object(Object).select { |object| CLASS.bind_call(object) == Object }
    tracer = plain.max_by { |object| ObjectSpace.memsize_of(object) }
    tracer if tracer && ObjectSpace.memsize_of(tracer) > traced.size
  rescue StandardError
    nil
  end

  # Constants and global variables may be deprecated.
  def quietly
    verbose = $VERBOSE
    $VERBOSE = nil
    yield
  ensure
    $VERBOSE = verbose
  end

  def names
    top = [["Object", Object]]
    (global_variables - ASKING).grep(/\A\$[A-Za-z_]\w*\z/) { |name| top << [name, value { eval(name.to_s, TOPLEVEL_BINDING) }] }
    Thread.list.each do |thread|
      # What hangs on the first one is nobody's that could be ended.
      top << [thread == Thread.main ? "Thread.main" : "Thread", thread]
      locals = thread.keys.map { |key| ["[#{key.inspect}]", thread[key]] }
      variables = thread.thread_variables.map do |key|
        [".thread_variable_get(#{key.inspect})", thread.thread_variable_get(key)]
      end
      name(thread, locals + variables)
    end
    name(nil, top)
    ObjectSpace.each_object do |object|
      break if @names > MOST_NAMES
      name_parts(object)
    end
  end

  def name_parts(object)
    parts = INSTANCE_VARIABLES.bind_call(object).map { |name| [name, INSTANCE_VARIABLE_GET.bind_call(object, name)] }
    at = nil
    case object
    when Module
      parts.concat(of_module(object)) unless Class === object && IS_SINGLETON.bind_call(object)
    when Struct
      parts.concat(MEMBERS.bind_call(object).zip(VALUES.bind_call(object)))
    when Proc
      at = BLOCK_AT.bind_call(object)
      parts.concat(of_block(object)) if at
    when Thread
      return
    end
    name(object, parts, at)
  rescue StandardError
    nil
  end

  def of_module(mod)
    constants = CONSTANTS.bind_call(mod, false).reject { |name| AUTOLOAD.bind_call(mod, name) }
    parts = constants.map { |name| [name, value { CONST_GET.bind_call(mod, name, false) }] }
    CLASS_VARIABLES.bind_call(mod, false).each do |name|
      parts << [name, value { CLASS_VARIABLE_GET.bind_call(mod, name) }]
    end
    parts
  end

  def of_block(block)
    binding = BLOCK_BINDING.bind_call(block)
    binding.local_variables.map { |name| [name, binding.local_variable_get(name)] }
  rescue ArgumentError
    # A block of C has none.
    []
  end

  def value
    yield
  rescue StandardError, ScriptError
    nil
  end

  def name(object, parts, at = nil)
    known = parts.filter_map do |name, part|
      case part
      when nil, true, false, Integer, Float, Symbol then nil
      else [name.to_s, address(part)]
      end
    end
    return if known.empty?
    @names += known.size
    line = { type: "NAMES", names: known }
    line[:address] = address(object) unless object.nil?
    line[:at] = at if at
    tell(line)
  end

  # Ruby has no other method that says it.
  def address(object)
    TO_S.bind_call(object)[/0x\h+(?=>\z)/]
  end

  def tell(line)
    @out.write(JSON.generate(line), "\n")
  rescue JSON::GeneratorError, EncodingError
    nil
  end
end
