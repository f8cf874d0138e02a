package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** By which constructor the instances of a contribution are made. */
final class Constructors {
    private Constructors() {}

    static Constructor<?> of(Offering offering) throws Rejection {
        Class<?> impl = offering.impl();
        String what =
                "its "
                        + offering.kind().noun()
                        + " "
                        + offering.id()
                        + " has class "
                        + impl.getName()
                        + ", which ";
        if (!Modifier.isPublic(impl.getModifiers()) || Modifier.isAbstract(impl.getModifiers())) {
            throw new Rejection(
                    what + "is not public or is abstract: make it a public final class");
        }
        try {
            return impl.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new Rejection(
                    what
                            + "has no public constructor without parameters: add one, or make it a"
                            + " component that provides its interface as a service");
        }
    }
}
