package dev.gantry.store;

import dev.gantry.spi.run.GantryException;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** A write on its way, and the future of its caller. */
final class Pending<T> extends CompletableFuture<T> {
    private final Write<T> write;
    private Answer<T> answer;

    Pending(Write<T> write) {
        this.write = write;
    }

    Write<T> write() {
        return write;
    }

    void apply(Statements on) throws SQLException {
        try {
            answer = Answer.of(write.apply(on));
        } catch (GantryException e) {
            answer = Answer.refused(e);
        }
    }

    void answer(Answer<T> known) {
        answer = known;
    }

    /** The group is committed. */
    void settle() {
        if (answer.refusal() == null) {
            complete(answer.value());
        } else {
            completeExceptionally(answer.refusal());
        }
    }
}
