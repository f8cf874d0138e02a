package dev.gantry.http.server;

import dev.gantry.http.Readiness;
import dev.gantry.spi.health.Condition;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The conditions that the parts of Gantry registered. Thread-safe. */
@Component(service = Conditions.class)
public final class Conditions implements Readiness {
    private final List<Condition> conditions = new CopyOnWriteArrayList<>();
    private final UnaryOperator<String> diagnosis;

    /** With the component runtime to ask for reasons. */
    @Activate
    public Conditions(BundleContext context, @Reference ServiceComponentRuntime components) {
        this(part -> new Diagnosis(context, components).why(part));
    }

    /**
     * @param diagnosis why a part by this name did not register its condition
     */
    public Conditions(UnaryOperator<String> diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** A part came. */
    @Reference(
            name = "condition",
            service = Condition.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    public void add(Condition condition) {
        conditions.add(condition);
    }

    /** A part went. */
    public void remove(Condition condition) {
        conditions.remove(condition);
    }

    @Override
    public boolean ready() {
        return conditions.stream().allMatch(condition -> condition.missing().isEmpty())
                && Condition.REQUIRED.stream().allMatch(this::registered);
    }

    @Override
    public List<Missing> missing() {
        List<Missing> missing = new ArrayList<>();
        for (String part : Condition.REQUIRED) {
            if (!registered(part)) {
                missing.add(new Missing(part, diagnosis.apply(part)));
            }
        }
        for (Condition condition : conditions) {
            Optional<String> reason = condition.missing();
            reason.ifPresent(text -> missing.add(new Missing(condition.name(), text)));
        }
        return missing;
    }

    private boolean registered(String part) {
        return conditions.stream().anyMatch(condition -> condition.name().equals(part));
    }
}
