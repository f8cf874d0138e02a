package dev.gantry.testkit;

/** What a child of a task under test does. */
@FunctionalInterface
public interface ChildBody {

    /**
     * Stands for the child's run.
     *
     * @param params what the task under test passed: a record or a map
     * @return its result; {@code null} for none
     * @throws Exception if it fails
     */
    Record run(Object params) throws Exception;
}
