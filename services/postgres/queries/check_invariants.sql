SELECT check_name, violations FROM chk.summary ORDER BY check_name
