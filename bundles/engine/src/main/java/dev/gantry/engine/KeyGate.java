package dev.gantry.engine;

/** Lets at most so many attempts of one concurrency key run at one time. Guarded by the queue. */
final class KeyGate extends Gate {
    private final Key key;

    /** A concurrency key of a tenant. */
    record Key(String tenant, String name) {}

    KeyGate(Key key) {
        super("concurrency key " + key.name());
        this.key = key;
    }

    Key key() {
        return key;
    }

    @Override
    boolean given() {
        return false;
    }
}
