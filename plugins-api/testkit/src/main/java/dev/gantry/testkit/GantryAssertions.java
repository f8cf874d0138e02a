package dev.gantry.testkit;

import java.util.Map;

/** Where the assertions begin: {@code import static dev.gantry.testkit.GantryAssertions.*}. */
public final class GantryAssertions {
    private GantryAssertions() {}

    /** Asserts on an attempt. */
    public static <R> TaskRunAssert<R> assertThat(TaskRun<R> run) {
        return new TaskRunAssert<>(run);
    }

    /** Asserts on a look of a detector. */
    public static InspectionAssert assertThat(Inspection inspection) {
        return new InspectionAssert(inspection);
    }

    /** Asserts on a run in a real Gantry. */
    public static FinishedRunAssert assertThat(FinishedRun run) {
        return new FinishedRunAssert(run);
    }

    /**
     * Loads a task, detector or panel and the classes beside it once more, by a class loader of
     * their own as Gantry does, lets it work, and demands that nothing keeps that class loader
     * afterwards: no thread, no {@link ThreadLocal}, nothing in the JDK where it is registered.
     * What is kept is what makes old versions of a plugin pile up in memory.
     *
     * <pre>{@code
     * @Test
     * void leavesNothingBehind() {
     *     assertUnloads(Greet.class, Map.of("name", "Ada"));
     * }
     * }</pre>
     *
     * @param type has a constructor without parameters
     * @param params of its work, by name; defaults are filled in
     */
    public static void assertUnloads(Class<?> type, Map<String, ?> params) {
        Unloading.demand(type, params);
    }
}
