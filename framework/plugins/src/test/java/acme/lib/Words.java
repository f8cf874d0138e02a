package acme.lib;

/** What a library plugin offers to others. */
public final class Words {
    private Words() {}

    /** Some words. */
    public static String some() {
        return "words";
    }
}
