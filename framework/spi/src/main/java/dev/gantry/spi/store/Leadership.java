package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.function.BiConsumer;

/**
 * Which node does what only one does, such as firing schedules. Whoever does it has its writes
 * refused by the store where another one did it meanwhile. Thread-safe.
 */
@ProviderType
public interface Leadership {

    /** Whether this node is the one, for now; always so where it is alone. */
    boolean leading();

    /** Whether this node is the only one there can be. */
    boolean alone();

    /** As {@link NodeStore#listen}. */
    NodeStore.Listening listen(BiConsumer<String, String> listener);
}
