package dev.gantry.testkit;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.TaskFailure;

import java.util.LinkedHashMap;
import java.util.Map;

/** A child whose body was run at once, when it was started. */
final class TestChild implements Child {
    private final RecordBinder binder;
    private final String name;
    private final String task;
    private final String id;
    private final Record result;
    private final Exception failure;

    TestChild(RecordBinder binder, String name, String task, String id, Start start) {
        this.binder = binder;
        this.name = name;
        this.task = task;
        this.id = id;
        Record made = null;
        Exception thrown = null;
        try {
            made = start.body.run(start.params);
        } catch (Exception e) {
            thrown = e;
        }
        this.result = made;
        this.failure = thrown;
    }

    /** What it is started with. */
    record Start(ChildBody body, Object params) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public String task() {
        return task;
    }

    @Override
    public String runId() {
        return id;
    }

    @Override
    public boolean finished() {
        return true;
    }

    @Override
    public <R extends Record> R await(Class<R> type) throws TaskFailure {
        await();
        return type.isInstance(result) ? type.cast(result) : binder.bind(members(type), type);
    }

    private Map<String, Object> members(Class<?> type) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            for (var wanted : type.getRecordComponents()) {
                for (var there : result.getClass().getRecordComponents()) {
                    if (there.getName().equals(wanted.getName())) {
                        there.getAccessor().setAccessible(true);
                        members.put(there.getName(), there.getAccessor().invoke(result));
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the result of child " + name + " cannot be read", e);
        }
        return members;
    }

    @Override
    public void await() throws TaskFailure {
        if (failure != null) {
            throw new ChildFailure(
                    name,
                    id,
                    "failure",
                    failure.getClass().getName(),
                    "child "
                            + name
                            + " ("
                            + task
                            + ", run "
                            + id
                            + ") ended as failure: "
                            + failure.getClass().getName()
                            + ": "
                            + failure.getMessage());
        }
    }

    @Override
    public void cancel(String reason) {
        // it is over
    }
}
