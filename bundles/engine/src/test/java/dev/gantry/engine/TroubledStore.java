package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.RunStore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/** A store of which a method does something else. */
final class TroubledStore {
    private TroubledStore() {}

    /** What happens to one method of a store; {@code null} for the usual. */
    @FunctionalInterface
    interface Trouble {
        Object with(RunStore store, Object argument);
    }

    static RunStore around(RunStore store, String troubled, Trouble trouble) {
        return around(
                RunStore.class,
                store,
                (method, arguments) ->
                        method.equals(troubled) ? trouble.with(store, arguments[0]) : null);
    }

    /**
     * @param trouble what a method does instead, by its name and arguments; {@code null} for the
     *     usual
     */
    static <T> T around(Class<T> type, T store, BiFunction<String, Object[], Object> trouble) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object answer = trouble.apply(method.getName(), arguments);
                            if (answer != null) {
                                return answer;
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    static GantryException away() {
        return new GantryException(GantryException.Code.UNAVAILABLE, "the disk is away");
    }
}
