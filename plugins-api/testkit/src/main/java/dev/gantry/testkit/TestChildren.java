package dev.gantry.testkit;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.TaskFailure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The children of all attempts of one test: one for each name. Thread-safe. */
final class TestChildren {
    private final RecordBinder binder;
    private final Map<String, ChildBody> bodies = new ConcurrentHashMap<>();
    private final Map<String, TestChild> children = new LinkedHashMap<>();

    TestChildren(RecordBinder binder) {
        this.binder = binder;
    }

    void body(String task, ChildBody body) {
        bodies.put(task, body);
    }

    synchronized Child start(String name, String task, Object params) throws TaskFailure {
        TestChild known = children.get(name);
        if (known != null) {
            if (known.task().equals(task)) {
                return known;
            }
            throw TaskFailure.permanent(
                    "child "
                            + name
                            + " is there already, of "
                            + known.task()
                            + ": give the one of "
                            + task
                            + " another name");
        }
        ChildBody body = bodies.get(task);
        if (body == null) {
            throw new AssertionError(
                    "the task starts a child of "
                            + task
                            + "; say what it does with tasks.whenChild(\""
                            + task
                            + "\", params -> result)");
        }
        String id = "child%08d".formatted(children.size() + 1);
        TestChild child = new TestChild(binder, name, task, id, new TestChild.Start(body, params));
        children.put(name, child);
        return child;
    }

    static void await(Collection<? extends Child> all) throws TaskFailure, InterruptedException {
        ChildFailure first = null;
        for (Child child : all) {
            try {
                child.await();
            } catch (ChildFailure e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    synchronized List<Child> all() {
        return List.copyOf(children.values());
    }
}
