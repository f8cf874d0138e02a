package dev.gantry.testkit;

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
}
