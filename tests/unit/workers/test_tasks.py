"""Work goes to one thread, its answer comes back on the Qt thread, in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from notesapp.workers.tasks import TaskRunner


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner("test")
    yield runner
    runner.shutdown()


def test_the_task_runs_elsewhere_and_the_answer_comes_here(tasks: TaskRunner, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def deliver(worker: threading.Thread) -> None:
        threads.extend((worker, threading.current_thread()))

    tasks.submit(threading.current_thread, deliver)
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()


def test_answers_come_in_the_order_of_the_tasks(tasks: TaskRunner, qtbot: QtBot) -> None:
    answers: list[int] = []
    for number in range(50):
        tasks.submit(partial(int, number), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == list(range(50))


def test_an_error_goes_to_whoever_asked(tasks: TaskRunner, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    tasks.submit(lambda: 1 // 0, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_an_error_that_nobody_took_care_of_is_announced(tasks: TaskRunner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.failed) as caught:
        tasks.submit(lambda: 1 // 0)
    assert caught.args is not None
    assert isinstance(caught.args[0], ZeroDivisionError)


def test_nothing_is_delivered_to_a_receiver_that_is_gone(tasks: TaskRunner, qtbot: QtBot) -> None:
    class Receiver(QObject):
        def take(self, _: object) -> None:
            raise AssertionError("delivered to a deleted object")

    receiver = Receiver()
    after: list[object] = []
    tasks.submit(lambda: None, receiver.take)
    tasks.submit(lambda: None, after.append)
    import shiboken6

    shiboken6.delete(receiver)
    qtbot.waitUntil(lambda: bool(after))


def test_shutting_down_finishes_what_was_submitted(qtbot: QtBot) -> None:
    runner = TaskRunner("test")
    done: list[int] = []
    for number in range(20):
        runner.submit(partial(done.append, number))
    runner.shutdown()
    assert done == list(range(20))
