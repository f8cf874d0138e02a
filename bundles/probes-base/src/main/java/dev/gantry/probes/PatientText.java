package dev.gantry.probes;

import dev.gantry.api.context.WorkContext;

import java.util.concurrent.TimeUnit;

/**
 * A text that is not read for ever: an expression that goes back and forth in it without end ends
 * when the time is over or the look shall stop.
 */
public final class PatientText implements CharSequence {
    private static final int LOOK_EVERY = 4096;

    private final CharSequence text;
    private final WorkContext context;
    private final long end;
    private int reads;

    /** The time for reading a text was over. */
    public static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("the expression takes too long; make it simpler", null, false, false);
        }
    }

    private PatientText(CharSequence text, WorkContext context, long end) {
        this.text = text;
        this.context = context;
        this.end = end;
    }

    /** One that can be read until shortly before the deadline of the look. */
    public static PatientText of(CharSequence text, WorkContext context) {
        long limit = TimeUnit.MILLISECONDS.toNanos(Bounded.left(context).toMillis());
        return new PatientText(text, context, System.nanoTime() + limit);
    }

    @Override
    public int length() {
        return text.length();
    }

    /**
     * @throws TooSlow if the time is over
     */
    @Override
    public char charAt(int index) {
        if (++reads % LOOK_EVERY == 0) {
            context.cancellation().check();
            if (System.nanoTime() - end > 0) {
                throw new TooSlow();
            }
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int to) {
        return new PatientText(text.subSequence(start, to), context, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
