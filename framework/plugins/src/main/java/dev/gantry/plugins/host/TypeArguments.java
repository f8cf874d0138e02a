package dev.gantry.plugins.host;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds what a class put in place of the type parameters of an interface, however far up it is. */
final class TypeArguments {
    private TypeArguments() {}

    /** The arguments; empty if the class does not implement the interface. */
    static Optional<Type[]> of(Class<?> type, Class<?> wanted) {
        return find(type, wanted, Map.of());
    }

    private static Optional<Type[]> find(
            Type type, Class<?> wanted, Map<TypeVariable<?>, Type> known) {
        Class<?> raw;
        Map<TypeVariable<?>, Type> here = new HashMap<>();
        if (type instanceof ParameterizedType generic) {
            raw = (Class<?>) generic.getRawType();
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                Type argument = generic.getActualTypeArguments()[i];
                here.put(raw.getTypeParameters()[i], known.getOrDefault(argument, argument));
            }
        } else {
            raw = (Class<?>) type;
        }
        if (raw == wanted) {
            Type[] arguments = new Type[raw.getTypeParameters().length];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] =
                        here.getOrDefault(raw.getTypeParameters()[i], raw.getTypeParameters()[i]);
            }
            return Optional.of(arguments);
        }
        for (Type above : raw.getGenericInterfaces()) {
            Optional<Type[]> found = find(above, wanted, here);
            if (found.isPresent()) {
                return found;
            }
        }
        Type above = raw.getGenericSuperclass();
        return above == null ? Optional.empty() : find(above, wanted, here);
    }
}
