package dev.gantry.http;

/** What answers one operation, on a virtual thread: blocking is fine. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers.
     *
     * @throws ProblemException or {@link dev.gantry.spi.run.GantryException} for a refusal; any
     *     other exception is shown as a fault of Gantry
     */
    Answer handle(Call call) throws Exception;
}
