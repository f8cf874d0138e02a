package dev.gantry.probes;

/** Texts of others, made fit for a sentence. */
public final class Words {
    private Words() {}

    /** At most so long, with {@code …} in place of the rest; no half characters. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    /** On one line, without control characters, at most so long. */
    public static String line(String text, int most) {
        String head = text.substring(0, Math.min(text.length(), most * 4));
        return cut(head.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), most);
    }

    /** What an exception says, with the kind of it where it says nothing of its own. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return line(message == null || message.isBlank() ? kind : kind + ": " + message, 300);
    }

    /** {@code 1 line}, {@code 2 lines}. */
    public static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
