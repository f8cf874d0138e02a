package dev.gantry.http.resource;

import dev.gantry.http.Call;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;

import java.util.Optional;

/** Where a stream goes on. */
final class Resume {
    private Resume() {}

    /** The position in {@code Last-Event-ID}; empty if there is none. */
    static Optional<Long> from(Call call) {
        String text = call.header("Last-Event-ID");
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            long seq = Long.parseLong(text.strip());
            if (seq >= 0) {
                return Optional.of(seq);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new ProblemException(
                Problem.of(
                        400,
                        "invalid",
                        "Last-Event-ID is the id of an event of this stream, a number, not "
                                + text));
    }
}
