package acme.missing;

/** Stands for a library that the author forgot to pack. */
public final class Library {
    private Library() {}

    /** Something to call. */
    public static String answer() {
        return "42";
    }
}
