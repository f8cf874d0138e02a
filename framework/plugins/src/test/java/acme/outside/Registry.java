package acme.outside;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Belongs to no plugin, and keeps what it is given. */
public final class Registry {
    public static final List<Object> KEPT = new CopyOnWriteArrayList<>();

    private Registry() {}
}
