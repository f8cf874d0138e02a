/** Objectives of task types: error budgets, burn rates, alerts, rules for Prometheus. */
package dev.gantry.slo;
