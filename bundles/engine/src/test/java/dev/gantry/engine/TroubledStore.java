package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.RunStore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store of which one method does something else. */
final class TroubledStore {
    private TroubledStore() {}

    /** What happens to one method of a store; {@code null} for the usual. */
    @FunctionalInterface
    interface Trouble {
        Object with(RunStore store, Object argument);
    }

    static RunStore around(RunStore store, String troubled, Trouble trouble) {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(),
                        new Class<?>[] {RunStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals(troubled)) {
                                Object answer = trouble.with(store, arguments[0]);
                                if (answer != null) {
                                    return answer;
                                }
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    static GantryException away() {
        return new GantryException(GantryException.Code.UNAVAILABLE, "the disk is away");
    }
}
