package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;

/** Assertions on an {@link Inspection}; each fails with what the detector said. */
public final class InspectionAssert {
    private final Inspection inspection;

    InspectionAssert(Inspection inspection) {
        this.inspection = inspection;
    }

    /** The target is as it should be. */
    public InspectionAssert ok() {
        return judged(Status.OK);
    }

    /** The target needs attention. */
    public InspectionAssert warn() {
        return judged(Status.WARN);
    }

    /** The target does not work, or soon will not. */
    public InspectionAssert critical() {
        return judged(Status.CRITICAL);
    }

    /** It could not be told. */
    public InspectionAssert unknown() {
        return judged(Status.UNKNOWN);
    }

    /** The look itself broke with this type. */
    public InspectionAssert error(Class<? extends Throwable> type) {
        assertInstanceOf(type, inspection.failure(), this::story);
        return this;
    }

    /** One of the reasons contains this text. */
    public InspectionAssert because(String text) {
        assertNotNull(inspection.verdict(), this::story);
        assertTrue(
                inspection.verdict().reasons().stream().anyMatch(reason -> reason.contains(text)),
                () -> "a reason should say \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** The first reason, which is the deciding one, contains this text. */
    public InspectionAssert firstBecause(String text) {
        assertNotNull(inspection.verdict(), this::story);
        assertTrue(!inspection.verdict().reasons().isEmpty(), this::story);
        String first = inspection.verdict().reasons().getFirst();
        assertTrue(
                first.contains(text),
                () -> "the first reason should say \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** The number was measured, and is this. */
    public InspectionAssert measured(String name, double value) {
        return measured(name, value - 1e-9, value + 1e-9);
    }

    /** The number was measured, and lies between these, both included. */
    public InspectionAssert measured(String name, double min, double max) {
        assertNotNull(inspection.verdict(), this::story);
        Double value = inspection.verdict().measurements().get(name);
        assertTrue(
                value != null && value >= min && value <= max,
                () ->
                        "%s should be in [%s, %s] but is %s%n%s"
                                .formatted(name, min, max, value, story()));
        return this;
    }

    /** The number was not measured. */
    public InspectionAssert unmeasured(String name) {
        assertNotNull(inspection.verdict(), this::story);
        assertTrue(!inspection.verdict().measurements().containsKey(name), this::story);
        return this;
    }

    /**
     * Its {@link dev.gantry.api.schema.Secret} values were in nothing that it said; as {@link
     * TaskRunAssert#keptSecrets}.
     */
    public InspectionAssert keptSecrets(String... names) {
        TaskRunAssert.assertKept(inspection.secrets(), this::story, names);
        return this;
    }

    private InspectionAssert judged(Status expected) {
        assertNotNull(inspection.verdict(), this::story);
        assertEquals(expected, inspection.verdict().status(), this::story);
        return this;
    }

    private String story() {
        return inspection.verdict() != null
                ? "the verdict is " + inspection.verdict()
                : "the look broke" + TestLog.format("", inspection.failure());
    }
}
