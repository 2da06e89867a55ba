module onestop

go 1.26.0
