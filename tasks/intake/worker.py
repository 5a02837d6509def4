"""Work on bytes that strangers sent, in child processes that may not cost more than they are allowed.

One way in: `run_jobs(function, jobs, limits)`. A child that takes too long is killed, one that wants too much memory
fails or dies, one that says too much is not listened to: that file is given up, all others go on. What the system
refuses to a child (an OSError) is in its outcome; that no child can be started is raised: it is no file's trouble. The
children stay for the next call and end with this process, however it ends, since then their standard input does.
"""

import atexit
import errno
import gc
import math
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import IO, Any, Literal

_START_SECONDS = 120.0  # for the imports of a child on a busy machine
_MOST_ANSWER = 10_000_000  # bytes; what a file says has some kilobytes
_NO_CHILD = -1  # in place of a job's number
_LENGTH = struct.Struct("!Q")
_SERVE = "from tasks.intake.worker import work_for_parent; work_for_parent()"

Exceeded = Literal["time", "memory", "crash"]


@dataclass(frozen=True)
class JobLimits:
    """What the jobs may cost: so many at a time, seconds for one, address space of a child (400 MB are its own)."""

    workers: int = 2
    seconds: float = 30.0
    memory_mb: int = 1_000


@dataclass(frozen=True)
class JobOutcome:
    """What came of one job: its value, an exception of our own code, or which limit it exceeded; its size in bytes."""

    value: Any = None
    error: Exception | None = None
    exceeded: Exceeded | None = None
    size: int = 0

    def result(self) -> Any:
        """The value; raises what the function raised. A job that exceeded a limit has None."""
        if self.error:
            raise self.error
        return self.value


def run_jobs(
    function: Callable[..., Any], jobs: Sequence[tuple[Any, ...]], limits: JobLimits, enough: float = math.inf
) -> list[JobOutcome]:
    """Call a function with the arguments of each job; the outcomes come in the order of the jobs.

    Arguments and values have to be picklable, and so has the function: it stands at the top of a module. Once the
    values have `enough` bytes together no further job is begun: the outcomes are then those of the first jobs, of one
    at least.

    Raises:
        OSError: the system gives us no child.
    """
    pickled, outcomes = pickle.dumps(function), dict[int, JobOutcome]()
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(jobs)):
        waiting.put(number)
    with _lock:
        hands = [
            threading.Thread(target=_work, args=(child, pickled, jobs, waiting, outcomes, limits, enough), daemon=True)
            for child in _children(min(limits.workers, len(jobs)), limits)
        ]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
    if no_child := outcomes.pop(_NO_CHILD, None):
        no_child.result()
    begun = len(jobs) - waiting.qsize()
    return [outcomes.get(number) or JobOutcome(exceeded="crash") for number in range(begun)]


def _work(  # noqa: PLR0913, PLR0917 - one thread's whole world
    child: "_Child",
    function: bytes,
    jobs: Sequence[tuple[Any, ...]],
    waiting: "SimpleQueue[int]",
    outcomes: dict[int, JobOutcome],
    limits: JobLimits,
    enough: float,
) -> None:
    while sum(outcome.size for outcome in list(outcomes.values())) < enough:
        try:
            number = waiting.get_nowait()
        except Empty:
            return
        try:
            outcomes[number] = child.call(function, jobs[number], limits.seconds)
        except OSError as error:
            outcomes[_NO_CHILD] = JobOutcome(error=error)
            return


_lock = threading.Lock()  # the children are shared: one call at a time
_idle: list["_Child"] = []


def _children(count: int, limits: JobLimits) -> list["_Child"]:
    """So many children with this memory limit, those of an earlier call first."""
    for child in [child for child in _idle if child.memory_mb != limits.memory_mb]:
        child.end()
        _idle.remove(child)
    while len(_idle) < count:
        _idle.append(_Child(limits.memory_mb))
    return _idle[:count]


@atexit.register
def end_children() -> None:
    """End all children; the next call starts new ones."""
    while _idle:
        _idle.pop().end()


class _Child:
    """One child process, started when it is first needed and again after it died."""

    def __init__(self, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self.process: subprocess.Popen[bytes] | None = None
        self.ready: set[bytes] = set()

    def call(self, function: bytes, arguments: tuple[Any, ...], seconds: float) -> JobOutcome:
        """Have one job done; imports are not on its time.

        What dies, or lacks memory or files, gets a second chance in a new child: the system may have killed this one
        for what others did, and an earlier job may have left little room in it.
        """
        is_new = not self.ready
        outcome = self._call(function, arguments, seconds)
        lacks = outcome.exceeded == "memory" or isinstance(outcome.error, OSError)
        if outcome.exceeded == "crash" or (lacks and not is_new):
            self.end()
            return self._call(function, arguments, seconds)
        return outcome

    def _call(self, function: bytes, arguments: tuple[Any, ...], seconds: float) -> JobOutcome:
        if function not in self.ready:
            started = self._ask(("import", function, self.memory_mb), _START_SECONDS)
            if started.exceeded or started.error:
                return started
            self.ready.add(function)
        return self._ask(("call", function, arguments), seconds)

    def _ask(self, question: tuple[Any, ...], seconds: float) -> JobOutcome:
        process = self._process()
        assert process.stdin  # noqa: S101 - opened as a pipe below
        try:
            _write(process.stdin, question)
            content = _read_within(process, seconds)
            outcome = _open(content) if content is not None else JobOutcome(exceeded="time")
        except MemoryError:  # an answer so large that we, who have no limit, would suffer
            outcome = JobOutcome(exceeded="memory")
        except (EOFError, BrokenPipeError, ConnectionError, pickle.UnpicklingError):
            outcome = JobOutcome(exceeded="crash")
        if outcome.exceeded:
            self.end()
        return outcome

    def _process(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", _SERVE],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread, one a core, reserves address space
            )
        return self.process

    def end(self) -> None:
        """Kill it; it has nothing to put in order."""
        self.ready.clear()
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process = None


def _write(pipe: IO[bytes], message: object) -> None:
    content = pickle.dumps(message, protocol=5)
    view = memoryview(_LENGTH.pack(len(content)) + content)
    while view:
        view = view[pipe.write(view) :]


def _open(content: bytes) -> JobOutcome:
    outcome = pickle.loads(content)  # noqa: S301 - our own child's
    if not isinstance(outcome, JobOutcome):
        raise pickle.UnpicklingError
    return replace(outcome, size=len(content))


def _read_within(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """One message of a child; None where it does not come in time. Raises EOFError where the child is gone."""
    assert process.stdout  # noqa: S101 - opened as a pipe
    until = time.monotonic() + seconds
    handle, found, wanted = process.stdout.fileno(), bytearray(), _LENGTH.size
    poll, is_head = select.poll(), True
    poll.register(handle, select.POLLIN)
    while True:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1_000):
            return None
        if wanted > _MOST_ANSWER:
            raise MemoryError
        part = os.read(handle, wanted - len(found))
        if not part:
            raise EOFError
        found += part
        if len(found) == wanted and not is_head:
            return bytes(found)
        if len(found) == wanted:
            (wanted,), found, is_head = _LENGTH.unpack(found), bytearray(), False


# The child's side.


def work_for_parent() -> None:
    """Answer the parent's questions until its pipe ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get among the answers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while head := sys.stdin.buffer.read(_LENGTH.size):
        question = pickle.loads(sys.stdin.buffer.read(*_LENGTH.unpack(head)))  # noqa: S301 - our own parent's
        outcome = _answer(*question)
        content = pickle.dumps(outcome, protocol=5)
        answers.write(_LENGTH.pack(len(content)) + content)
        answers.flush()


def _answer(what: str, function: bytes, given: Any) -> JobOutcome:
    try:
        called = pickle.loads(function)  # noqa: S301 - our own parent's; imports its module
        if what == "import":
            # of the address space: what is beyond raises MemoryError in Python and ends the process in Rust or C
            resource.setrlimit(resource.RLIMIT_AS, (given << 20, given << 20))
            gc.freeze()  # what was imported stays: to look through it again and again costs a tenth of the time
            return JobOutcome()
        return JobOutcome(called(*given))
    except MemoryError:
        return JobOutcome(exceeded="memory")
    except Exception as error:  # noqa: BLE001 - it goes on in the parent
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # of mmap, for example
            return JobOutcome(exceeded="memory")
        return JobOutcome(error=_portable(error))


def _portable(error: Exception) -> Exception:
    """The exception itself where it can travel, else its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever an exception's own pickling does
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
