package acme.broken.reference;

/** A service that nobody offers. */
public interface Rates {

    /** Price of one unit. */
    double rate(String currency);
}
