package acme.trap;

/** An enum whose constants are made by code. */
public enum Mood {
    GOOD,
    BAD {
        @Override
        public String toString() {
            return "bad";
        }
    };

    static {
        Trap.spring("parameter-enum");
    }
}
