package acme.trap;

/** An interface that is initialised with those that implement it. */
public interface Shape {
    int SPRUNG = Trap.spring("interface");

    default int sides() {
        return SPRUNG;
    }
}
