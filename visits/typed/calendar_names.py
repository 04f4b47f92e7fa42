"""Names of weekdays and months in the languages of the program, for writing and for reading."""

WEEKDAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
MONTHS = {
    "id": ("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()),
    "en": "January February March April May June July August September October November December".split(),
}
