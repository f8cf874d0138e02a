package dev.gantry.testkit;

import dev.gantry.api.schema.Secret;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secret values in the records that a piece of work was handed. */
final class Secrets {
    /** As in Gantry: shorter ones are not looked for in texts. */
    private static final int SHORTEST = 4;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    Secrets(Object... records) {
        for (Object each : records) {
            collect(each, null);
        }
    }

    /** Looks for them in what the work said; each text with the name of its place. */
    SecretUse in(Map<String, List<String>> said) {
        List<String> shown = new ArrayList<>();
        said.forEach(
                (place, texts) ->
                        values.forEach(
                                (name, all) -> {
                                    for (String text : texts) {
                                        if (all.stream().anyMatch(text::contains)) {
                                            shown.add(name + " in " + place + ": " + text);
                                        }
                                    }
                                }));
        return new SecretUse(List.copyOf(values.keySet()), shown);
    }

    private void collect(Object value, String secret) {
        switch (value) {
            case null -> {}
            case Record nested -> members(nested, secret);
            case Optional<?> maybe -> maybe.ifPresent(inner -> collect(inner, secret));
            case Collection<?> items -> items.forEach(item -> collect(item, secret));
            case Map<?, ?> map -> map.values().forEach(item -> collect(item, secret));
            default -> {
                if (secret != null) {
                    List<String> all = values.computeIfAbsent(secret, name -> new ArrayList<>());
                    if (value.toString().length() >= SHORTEST) {
                        all.add(value.toString());
                    }
                }
            }
        }
    }

    private void members(Record nested, String secret) {
        for (RecordComponent component : nested.getClass().getRecordComponents()) {
            boolean marked = RecordBinder.annotation(component, Secret.class) != null;
            String name = secret == null && marked ? component.getName() : secret;
            try {
                component.getAccessor().setAccessible(true);
                collect(component.getAccessor().invoke(nested), name);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(component + " cannot be read", e);
            }
        }
    }
}
