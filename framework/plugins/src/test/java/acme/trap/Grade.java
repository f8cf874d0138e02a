package acme.trap;

/** An enum that only an annotation has a value of. */
public enum Grade {
    HIGH;

    static {
        Trap.spring("annotation-enum");
    }
}
