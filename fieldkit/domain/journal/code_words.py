"""What the codes that entries carry are called, for desks, reports and headquarters alike."""

from fieldkit.locale import N_

PAYMENT_FORMS = {"cash": N_("Efectivo"), "card": N_("Tarjeta"), "money_order": N_("Giro postal")}
OVERRIDE_REASONS = {
    "urgent": N_("Urgencia"),
    "family": N_("Familia que va junta"),
    "back": N_("Regresó a la mesa"),
    "mistake": N_("Corrige un error de la fila"),
}
EXCEPTION_REASONS = {
    "pending": N_("Lo trae o lo envía después"),
    "other_evidence": N_("Mostró otras pruebas suficientes"),
    "head_of_office": N_("Lo autorizó quien dirige la oficina"),
    "urgent": N_("Urgencia o protección"),
    "equipment": N_("Falló el equipo y el documento sí se vio"),
}
TILL_REASONS = {
    "change": N_("Error al dar el cambio"),
    "float": N_("Fondo que se trajo y no se contó"),
    "counterfeit": N_("Billete falso"),
    "theft": N_("Robo o extravío; se levantó acta"),
    "not_counted": N_("No se pudo contar"),
    "unknown": N_("No se encontró la causa"),
}
STOCK_LOSSES = {
    "lost": N_("Extravío"),
    "theft": N_("Robo; se levantó acta"),
    "never_came": N_("No venía en el paquete"),
}
STOCK_REASONS = STOCK_LOSSES | {
    "found": N_("Apareció lo que faltaba"),
    "not_counted": N_("No se pudo contar"),
    "unknown": N_("No se encontró la causa"),
}
