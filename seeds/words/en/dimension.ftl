# Body dimensions (ISO 8559-1, GB/T 16160) and, under -how, the way a tape takes them.
dimension-stature = Stature
dimension-cervical-height = Cervical height
dimension-waist-height = Waist height
dimension-knee-height = Knee height
dimension-inside-leg = Inside leg
dimension-bust-girth = Bust girth
dimension-waist-girth = Waist girth
dimension-hip-girth = Hip girth
dimension-neck-girth = Neck girth
dimension-upper-arm-girth = Upper-arm girth
dimension-wrist-girth = Wrist girth
dimension-shoulder-width = Shoulder width
dimension-arm-length = Arm length
dimension-neck-to-wrist = Neck to wrist
dimension-back-waist-length = Back waist length

## How each is taken
dimension-stature-how = Barefoot and upright, from the crown of the head straight down to the floor.
dimension-cervical-height-how = Upright, from the bone that stands out at the back of the neck straight down to the floor.
dimension-waist-height-how = From the waist level straight down to the floor.
dimension-knee-height-how = From the middle of the knee straight down to the floor.
dimension-inside-leg-how = From the crotch straight down the inside of the leg to the floor.
dimension-bust-girth-how = The tape level round the fullest part of the chest, breathing calmly.
dimension-waist-girth-how = The tape level midway between the lowest rib and the hip bone.
dimension-hip-girth-how = Feet together, the tape level round the fullest part of the hips.
dimension-neck-girth-how = The tape round the middle of the neck, one finger inside it.
dimension-upper-arm-girth-how = Arm hanging, the tape round the thickest part of the upper arm.
dimension-wrist-girth-how = The tape round the wrist bone.
dimension-shoulder-width-how = From shoulder point to shoulder point over the bone at the back of the neck.
dimension-arm-length-how = Arm slightly bent, from the shoulder point over the elbow to the wrist bone.
dimension-neck-to-wrist-how = From the bone at the back of the neck over shoulder point and elbow to the wrist bone.
dimension-back-waist-length-how = From the bone at the back of the neck down the spine to the waist level.
